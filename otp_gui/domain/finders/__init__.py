"""Finds one thing each in pasted text; :mod:`otp_gui.domain.pasted` puts their finds together."""
