"""What to tell people, by what came of a call: data for :mod:`otp_gui.domain.advice`."""
