"""The auditor's room: search the record, open evidence, verify the chain, draw a sealed sample."""
