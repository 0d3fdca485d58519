"""NTFS read many records at a time, for folders in which nothing was deleted and nothing is damaged.

The kit looks each name up on its own and goes through the table of files three times; that was two thirds of a walk. Here
the table is read once into columns (`records`) and folders by the thousand (`nodes`). What is given out is what the kit
would give: a folder of which that is not sure is left to it (docs/decisions/0021-fast-walk.md).

Structures: the documentation of NTFS by the Linux-NTFS project, "NTFS Documentation", concepts/file_record,
concepts/index_record, attributes/file_name and attributes/standard_information.
"""
