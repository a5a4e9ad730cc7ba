"""Certificates: issued from a completion, drawn, verified by anyone, revoked, kept in a register."""
