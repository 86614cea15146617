package org.shearnet.cli;

import org.shearnet.config.Provenance;
import picocli.CommandLine.IVersionProvider;

/** {@code shearnet --version}. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"shearnet " + Provenance.version() + " (commit " + Provenance.commit() + ")"};
    }
}
