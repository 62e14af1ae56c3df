package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A done callback of ours that neither takes long nor runs code of users.
 *
 * @param <T> what the task returns
 */
@FunctionalInterface
public interface QuickCallback<T extends @Nullable Object> extends Consumer<TaskFuture<T>> {}
