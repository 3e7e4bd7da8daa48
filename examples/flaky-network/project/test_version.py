import unittest

from packaging.version import Version


class Order(unittest.TestCase):
    def test_order(self):
        self.assertLess(Version("1.9"), Version("1.10"))
