"""The services of the contract: convert, call, convert. Interceptors do what all calls have in common."""
