"""Persons and the users they sign in with, organisations with a history, memberships, roles.

A `Person` learns, is certified, is nominated; a `User` is a way to sign in, none or one per person.
"""
