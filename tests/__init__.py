"""Tests of Parley."""
