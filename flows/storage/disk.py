"""What is wrong with a file: DuckDB tells a full disk, and a damaged database, in the text of its errors only."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from typing import TYPE_CHECKING

import duckdb

from flows.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMED = re.compile(r'file "([^"]+)"')
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
_OF_THE_FILE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.TransactionException,
)


@contextlib.contextmanager
def explained(path: Path, remedy: str) -> Iterator[None]:
    """Raise what DuckDB has against the disk as OSError, which may pass, and against the database `path` as SetupError.

    What it has against a query is raised as it is.
    """
    try:
        yield
    except duckdb.Error as error:
        raise_disk_error(error, path)
        if not of_the_file(error):
            raise
        what = f"it can't be read or written: {str(error).splitlines()[0]}"
        raise SetupError(what, where=str(path), remedy=remedy) from None


def of_the_file(error: duckdb.Error) -> bool:
    """Whether an error is about a file, and not about the query."""
    return isinstance(error, _OF_THE_FILE)


def raise_disk_error(error: duckdb.Error, path: Path) -> None:
    """Raise `error` as OSError if it comes from the operating system; of `path`, where it names no other file."""
    told = str(error)
    number = next((number for number in _DISK if os.strerror(number) in told), None)
    if number is not None and of_the_file(error):
        named = _NAMED.search(told)
        raise OSError(number, os.strerror(number), named[1] if named else str(path)) from None
