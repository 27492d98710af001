"""Pure values and rules: the standard library, phonenumbers and msgspec; no I/O, no Qt, no httpx."""
