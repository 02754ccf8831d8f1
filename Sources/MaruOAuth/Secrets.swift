import Crypto

/// SHA-256 of a secret that the hub made itself: 122 random bits need no slow hash, only what people choose does.
func digest(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }
