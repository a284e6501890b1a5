"""Fakes that tests share, some of them plugins for whole servers."""
