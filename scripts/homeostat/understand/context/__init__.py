"""What of a repository a model is shown: the structure of its files, what bears on a failure, and how it fits a budget."""
