"""zhaoshang: facts from Chinese investment-promotion news."""
