"""What the bus may show of errors: the texts of components, models and callers' contents stay in the run."""

from dataclasses import replace

from parley_server.domain.errors import (
    INTERNAL,
    RUN_CANCELLED,
    RUN_INTERRUPTED,
    RUN_TIMEOUT,
    AgentNotFound,
    AgentNotRunning,
    ComponentTimeout,
    Draining,
    Failure,
    NoModelHandler,
    NoSendHandler,
    NoService,
    NotFound,
    Overloaded,
    RoomBusy,
    StoreUnavailable,
    TooLarge,
)

# Errors whose sentences the server itself writes, or an operator who cancels; they quote neither prompts nor settings.
_OWN_WORDS = frozenset(
    (
        *(INTERNAL, RUN_CANCELLED, RUN_INTERRUPTED, RUN_TIMEOUT),
        *(AgentNotFound.reason, AgentNotRunning.reason, ComponentTimeout.reason, Draining.reason),
        *(NoModelHandler.reason, NoSendHandler.reason, NoService.reason, NotFound.reason),
        *(Overloaded.reason, RoomBusy.reason, StoreUnavailable.reason, TooLarge.reason),
    )
)
# Facts that name something and quote nothing.
_NAMES = frozenset(("component", "plugin", "run_id", "setting"))


def shown_failure(failure: Failure) -> Failure:
    """Return an error as the bus tells it: always its reason, its sentence and facts only where they are our own.

    Others may quote what a model was asked, or a key that a provider did not like.
    """
    if failure.reason in _OWN_WORDS:
        return failure
    facts = {key: value for key, value in failure.metadata.items() if key in _NAMES}
    return replace(failure, message="", metadata=facts)
