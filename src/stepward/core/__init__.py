"""The pure rules of drug desensitization: standard library only, no clock, no files, no randomness."""
