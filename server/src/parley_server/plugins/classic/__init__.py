"""The classic: an implementation of ELIZA (1966). It answers without any model, key or network."""
