"""The lumbar spine and the pelvis: points that pose models lack, each with its uncertainty."""
