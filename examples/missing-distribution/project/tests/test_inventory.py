import yaml
from inventory import newest

PARTS = """
- {name: pump, version: "1.9"}
- {name: valve, version: "1.10"}
"""


def test_newest():
    assert newest(yaml.safe_load(PARTS)) == "valve"
