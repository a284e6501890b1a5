"""The HASH function of 1966, by which a word chooses one of the memory rules.

SLIP kept a word in cells of six characters, six bits each, in the character code of the IBM 7094. HASH squared the
last cell and took bits from the middle ("mid-square"). The article gives one value: ALWAYS in 7 bits is 14.
"""

_CELL = 6
_MAGNITUDE_BITS = 35
# The 7094's code by position; a space stands for codes without a character, the real space is code 48.
_CODES = "0123456789 ='   +ABCDEFGHI .)   -JKLMNOPQR $*    /STUVWXYZ ,("
_CODE_OF = {character: code for code, character in enumerate(_CODES) if character != " "} | {" ": 0o60}


def hash_word(word: str, bits: int) -> int:
    """Return a number from 0 to 2**`bits` - 1 that depends on the last cell of `word` alone.

    Characters that the 7094 did not know count as their code point modulo 64, so that every word has a value.
    """
    start = max(len(word) - 1, 0) // _CELL * _CELL
    datum = 0
    for character in word[start:].upper()[:_CELL].ljust(_CELL):
        datum = datum << 6 | _CODE_OF.get(character, ord(character) % 64)
    # The highest of the 36 bits was the sign, which took no part in the product.
    magnitude = datum & (1 << _MAGNITUDE_BITS) - 1
    return magnitude * magnitude >> _MAGNITUDE_BITS - bits // 2 & (1 << bits) - 1
