"""The character that `parley chat` talks as when nobody names one; the file itself lies with the other examples."""
