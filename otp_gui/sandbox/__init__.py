"""An embedded otp-handler on loopback for demo and tests; shares no code with the client."""
