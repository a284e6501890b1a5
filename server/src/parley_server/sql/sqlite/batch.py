"""Runs many units in one transaction; each is stored whole or not at all, whatever becomes of its neighbours."""

import sqlite3
from collections.abc import Callable, Sequence

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.queries import Backend, Outcome, Statement, Unit
from parley_server.sql.sqlite.connection import DRIVER_ERRORS, translate

Result = list[Outcome] | Exception


class BatchRunner:
    """Runs batches on one connection, from one thread at a time.

    Units hardly ever fail, and savepoints cost a third of the throughput. So a batch first runs without them; when a
    unit fails, all is rolled back and the batch runs again with a savepoint each. Units are values: they can.
    """

    def __init__(self, connection: sqlite3.Connection, committed: Callable[[sqlite3.Connection], None]) -> None:
        """Use this connection for nothing else; call `committed` with it after each commit."""
        self._connection = connection
        self._committed = committed
        self._cursor = connection.cursor()

    def run(self, units: Sequence[Unit]) -> list[Result]:
        """Run the units in order and commit once. An exception in the answer is for that unit's submitter alone.

        When the commit itself fails, nothing is stored and every unit gets StoreUnavailable.
        """
        try:
            try:
                results = self._run_bare(units)
            except Exception as error:  # noqa: BLE001 - the submitter of the unit gets it
                self._roll_back()
                if len(units) == 1:
                    return [_for_submitter(error)]
                results = self._run_with_savepoints(units)
            self._committed(self._connection)
            return results
        except DRIVER_ERRORS as error:
            translated = translate(error, "committing")
            return [StoreUnavailable(translated.message) for _ in units]
        finally:
            self._roll_back()

    def _run_bare(self, units: Sequence[Unit]) -> list[Result]:
        self._cursor.execute("BEGIN IMMEDIATE")
        results: list[Result] = [self._run_unit(unit) for unit in units]
        self._cursor.execute("COMMIT")
        return results

    def _run_with_savepoints(self, units: Sequence[Unit]) -> list[Result]:
        self._cursor.execute("BEGIN IMMEDIATE")
        results: list[Result] = []
        for unit in units:
            self._cursor.execute("SAVEPOINT unit")
            try:
                results.append(self._run_unit(unit))
            except Exception as error:
                # A full disk or a broken file ends the whole transaction; then there is no savepoint to go back to.
                if not self._connection.in_transaction:
                    raise
                self._cursor.execute("ROLLBACK TO unit")
                results.append(_for_submitter(error))
            self._cursor.execute("RELEASE unit")
        self._cursor.execute("COMMIT")
        return results

    def _run_unit(self, unit: Unit) -> list[Outcome]:
        return [self._run_statement(statement) for statement in unit]

    def _run_statement(self, statement: Statement) -> Outcome:
        query, rows, refusal = statement
        text, bind, returns_rows = query.compiled(Backend.SQLITE)
        if len(rows) != 1:
            self._cursor.executemany(text, map(bind, rows))
            return Outcome(-1, [])
        self._cursor.execute(text, bind(rows[0]))
        if returns_rows:
            found = self._cursor.fetchall()
            outcome = Outcome(len(found), found)
        else:
            outcome = Outcome(self._cursor.rowcount, [])
        if refusal is not None and outcome.touched < 1:
            raise refusal()
        return outcome

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._cursor.execute("ROLLBACK")


def _for_submitter(error: Exception) -> Exception:
    return translate(error, "writing") if isinstance(error, DRIVER_ERRORS) else error
