"""The types that every layer shares: frozen, and without behaviour beyond themselves."""
