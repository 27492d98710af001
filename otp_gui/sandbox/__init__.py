"""An embedded otp-handler on loopback, for the demo and the tests; shares no code with the client."""
