// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableBook;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.ledger.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What executables that were started without a cell have of the kernel. */
public record RootBook(NodeHome home, Executables executables, Path directory) implements Book {
    @Override
    public List<Entry> entries() {
        return ExecutableBook.entries(
                directory, executable -> home.cgroupRoot().child("_" + executable), Optional.of(executables));
    }

    @Override
    public List<String> mend() {
        return executables.mend();
    }

    @Override
    public List<String> inspect() {
        return executables.leftovers();
    }
}
