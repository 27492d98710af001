"""The examples at the end of a command's help, each on a line of its own."""

from otp_gui.i18n import tr


def with_examples(text: str, *commands: str) -> str:
    """Return a help text with examples; click wraps none of their lines anew."""
    lines = "".join(f"\n  otp-check {command}" for command in commands)
    return f"{text}\n\n\b\n{tr('Examples:')}{lines}"
