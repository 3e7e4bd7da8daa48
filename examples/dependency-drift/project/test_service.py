import unittest

from service import app


class Service(unittest.TestCase):
    def test_hello(self):
        answer = app.test_client().get("/hello/Ada")
        self.assertEqual((answer.status_code, answer.text), (200, "Hello, Ada!"))
