"""The pages of customers: what a reader sees (`seen`), the pages that show it, the forms that change it."""
