"""Bluesky repositories built by hand: records into a tree of several levels, blocks into a CAR."""

import hashlib

import libipld

DID = "did:plc:ann"


def cid_of(block):
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def frame(data):
    return varint(len(data)) + data


def encode(value):
    """Return DAG-CBOR; libipld takes the bytes of a content id for a link to it."""
    return libipld.encode_dag_cbor(value)


class Car:
    """Blocks by their ids, written as a CAR file with a commit as its root."""

    def __init__(self, did=DID):
        self.did = did
        self.blocks = {}

    def add(self, value):
        block = encode(value)
        cid = cid_of(block)
        self.blocks[cid] = block
        return cid

    def tree(self, records, width=2):
        """Add records in order of their keys, in nodes of ``width`` and one above them."""
        keys = sorted(records)
        leaves = [keys[start : start + width] for start in range(0, len(keys), width)]
        if len(leaves) == 1:
            return self.node(None, [(key, records[key], None) for key in leaves[0]])
        left = self.node(None, [(key, records[key], None) for key in leaves[0]])
        entries = []
        for leaf in leaves[1:]:
            below = [(key, records[key], None) for key in leaf[1:]]
            entries.append((leaf[0], records[leaf[0]], self.node(None, below) if below else None))
        return self.node(left, entries)

    def node(self, left, entries):
        before, told = b"", []
        for key, record, right in entries:
            name = key.encode()
            shared = 0
            while shared < min(len(before), len(name)) and before[shared] == name[shared]:
                shared += 1
            told.append({"p": shared, "k": name[shared:], "v": self.add(record), "t": right})
            before = name
        return self.add({"l": left, "e": told})

    def commit(self, tree):
        told = {"did": self.did, "version": 3, "data": tree, "rev": "3zzzzzzzzzzzz", "prev": None}
        return self.add(told | {"sig": b"\0" * 64})

    def bytes(self, root):
        header = encode({"version": 1, "roots": [root]})
        framed = (frame(cid + block) for cid, block in self.blocks.items())
        return frame(header) + b"".join(framed)


def car_of(records, did=DID, without=()):
    """Return a CAR file of records by key; ``without`` leaves the blocks of some keys out."""
    car = Car(did)
    root = car.commit(car.tree(records))
    for key in without:
        del car.blocks[cid_of(encode(records[key]))]
    return car.bytes(root)
