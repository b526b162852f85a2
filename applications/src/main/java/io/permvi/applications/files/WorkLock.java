package io.permvi.applications.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second program from work that goes on from a file; the system lets go of it however a program ends. */
public final class WorkLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private WorkLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a lock by a hidden file, which stays.
     *
     * @param folder of the work, made where it is missing
     * @param name of the work in it
     * @param what a person calls it, and what to do when another program has it
     * @throws InputException when another program is at work on it, or the folder cannot be written
     */
    public static WorkLock take(Path folder, String name, String what) {
        Path file = folder.resolve("." + name + ".lock");
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isFree(channel)) {
                channel.close();
                throw new InputException(folder.toAbsolutePath() + ": another program is at work on " + what);
            }
            return new WorkLock(file, channel);
        } catch (IOException e) {
            throw new InputException(file + " cannot be locked: " + OutputFolder.reason(e));
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // this very program has it
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new InputException(file + " cannot be closed: " + OutputFolder.reason(e));
        }
    }
}
