"""Tests of single modules, with fakes."""
