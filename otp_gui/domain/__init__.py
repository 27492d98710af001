"""Pure values and rules: stdlib, phonenumbers and msgspec; no I/O, no Qt, no httpx."""
