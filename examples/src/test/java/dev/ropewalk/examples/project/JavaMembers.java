package dev.ropewalk.examples.project;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what a parity table names in its column {@code java}: {@code pkg.Class}, {@code pkg.Outer$Inner}, {@code
 * pkg.Class#method(erased.Type,int,byte[])}, {@code pkg.Class#new(int)} for a constructor, or {@code pkg.Class#FIELD}.
 */
final class JavaMembers {

  private static final Pattern FORMAT =
      Pattern.compile("(?<type>[\\w.$]+)(#(?<member>\\w+(\\([^)]*\\))?))?");

  private final ClassLoader loader;
  private final Collection<ModuleDescriptor> descriptors;

  /** Looks in {@code loader}; a class of ours counts as public only if its module exports it to everyone. */
  JavaMembers(ClassLoader loader, Collection<ModuleDescriptor> descriptors) {
    this.loader = loader;
    this.descriptors = descriptors;
  }

  /** An empty string if there is such a member and users can reach it; otherwise what is wrong. */
  String fault(String named) {
    Matcher matcher = FORMAT.matcher(named);
    if (!matcher.matches()) {
      return "cannot read "
          + named
          + "; write pkg.Class, pkg.Class#method(erased.Type,int), pkg.Class#new() or pkg.Class#FIELD";
    }
    Class<?> type;
    try {
      type = Class.forName(matcher.group("type"), false, loader);
    } catch (ClassNotFoundException e) {
      return "there is no class " + matcher.group("type") + " (nested classes are Outer$Inner)";
    }
    if (!isReachable(type)) {
      return type.getName()
          + " is not public API: make it public, in a package exported to everyone";
    }
    String member = matcher.group("member");
    return member == null || members(type).anyMatch(member::equals)
        ? ""
        : "there is no public member %s; %s has %s"
            .formatted(named, type.getSimpleName(), alike(type, member));
  }

  private static Stream<String> members(Class<?> type) {
    return Stream.of(
            Arrays.stream(type.getFields()).map(Field::getName),
            Arrays.stream(type.getMethods()).map(method -> method.getName() + types(method)),
            Arrays.stream(type.getConstructors()).map(constructor -> "new" + types(constructor)))
        .flatMap(names -> names)
        .distinct();
  }

  private static String types(Executable executable) {
    return Arrays.stream(executable.getParameterTypes())
        .map(Class::getTypeName)
        .collect(Collectors.joining(",", "(", ")"));
  }

  private static List<String> alike(Class<?> type, String member) {
    String name = member.replaceAll("\\(.*", "");
    return members(type).filter(found -> found.matches(name + "(\\(.*)?")).sorted().toList();
  }

  private boolean isReachable(Class<?> type) {
    for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
      if (!Modifier.isPublic(outer.getModifiers())) {
        return false;
      }
    }
    String name = type.getPackageName();
    return type.getModule().isNamed()
        ? type.getModule().isExported(name)
        : descriptors.stream()
            .flatMap(descriptor -> descriptor.exports().stream())
            .anyMatch(export -> !export.isQualified() && export.source().equals(name));
  }
}
