"""Screen: who may be desensitized, to what, with what care; one case and one policy give one assessment."""
