"""The page in the browser: parse a request, call core, fill a template."""
