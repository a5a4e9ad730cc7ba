"""Words without business: clock, refusals, events, flows, frozen rows, jobs and the audit record.

Everything above may use the kernel; the kernel knows nothing of persons, courses or certificates.
"""
