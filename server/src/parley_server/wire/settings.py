"""Settings of agents, as far as callers see them."""

from parley.v1 import runtime_pb2
from parley_server.plugin_api.settings import ShownSetting
from parley_server.wire.structs import value_from_json


def setting_to_proto(setting: ShownSetting) -> runtime_pb2.Setting:
    """Return a setting, without its value where that is not to be seen."""
    value = None if setting.value is None else value_from_json(setting.value)
    return runtime_pb2.Setting(key=setting.key, value=value, secret=setting.secret)
