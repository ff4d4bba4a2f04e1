"""The pages: translate a request, call one use case, translate the answer."""
