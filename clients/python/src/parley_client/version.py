"""The version of this library, without looking for its distribution on the disk."""

VERSION = "0.1.0"
