"""Classes, enrolment, progress, completion: from a frozen version to a fact a certificate can point at."""
