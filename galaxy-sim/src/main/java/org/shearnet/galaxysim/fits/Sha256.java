package org.shearnet.galaxysim.fits;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests, by which files and configurations are known again. */
public final class Sha256 {

    private Sha256() {}

    /** {@return a digest to be fed piece by piece} */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * {@return the digest of bytes, as hexadecimal digits}
     *
     * @param bytes any bytes
     */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /**
     * {@return the digest of a text in UTF-8, as hexadecimal digits}
     *
     * @param text any text
     */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
