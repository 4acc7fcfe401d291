# Notes over the picture.

sketch = Sketch over the picture
undo = Remove the last stroke
