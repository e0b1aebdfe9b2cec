"""What can go wrong in a demo."""


class DemoError(Exception):
    """Told to a person: what went wrong, and the log of the program that should know why."""

    def __init__(self, what, log=None):
        super().__init__(what)
        self.log = log
