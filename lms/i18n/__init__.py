"""The platform's languages: which strings there are, which have their Vietnamese, and whether it reads well."""
