package dev.ropewalk.examples.project;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What users of a module see is documented. Works on parsed sources, so it needs no class path. */
final class JavadocRules {

  private final Project project;
  private final List<String> wrong = new ArrayList<>();
  private DocTrees docs;

  private JavadocRules(Project project) {
    this.project = project;
  }

  /**
   * Names each package without package-info.java, and each type, method and constructor that users see and that has no doc
   * comment. A module without a descriptor exports nothing yet.
   */
  static List<String> check(Project project, Project.Module module) {
    List<Path> sources = Project.files(module.mainSources(), ".java");
    if (sources.isEmpty()) {
      return List.of();
    }
    JavadocRules rules = new JavadocRules(project);
    rules.checkPackages(module, sources);
    rules.checkSources(sources);
    return rules.wrong;
  }

  private void checkPackages(Project.Module module, List<Path> sources) {
    Set<Path> folders = sources.stream().map(Path::getParent).collect(Collectors.toSet());
    folders.remove(module.mainSources());
    for (Path folder : new TreeSet<>(folders)) {
      if (!Files.exists(folder.resolve("package-info.java"))) {
        wrong.add(
            project.relative(folder)
                + " has no package-info.java: add one that says what belongs there");
      }
    }
  }

  private void checkSources(List<Path> sources) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              javac.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      docs = DocTrees.instance(task);
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      Set<String> exported = exportedToAll(units);
      for (CompilationUnitTree unit : units) {
        if (unit.getPackageName() != null && exported.contains(unit.getPackageName().toString())) {
          checkUnit(unit);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> exportedToAll(List<CompilationUnitTree> units) {
    return units.stream()
        .map(CompilationUnitTree::getModule)
        .filter(module -> module != null)
        .map(ModuleTree::getDirectives)
        .flatMap(List::stream)
        .filter(ExportsTree.class::isInstance)
        .map(ExportsTree.class::cast)
        .filter(export -> export.getModuleNames() == null)
        .map(export -> export.getPackageName().toString())
        .collect(Collectors.toSet());
  }

  private void checkUnit(CompilationUnitTree unit) {
    TreePath top = new TreePath(unit);
    for (Tree declared : unit.getTypeDecls()) {
      if (declared instanceof ClassTree type && isVisible(type.getModifiers(), false)) {
        checkType(new TreePath(top, type), type);
      }
    }
  }

  private void checkType(TreePath path, ClassTree type) {
    require(path, "type " + type.getSimpleName());
    boolean ofInterface =
        type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
    Set<String> components = type.getKind() == Tree.Kind.RECORD ? componentNames(type) : Set.of();
    for (Tree member : type.getMembers()) {
      TreePath memberPath = new TreePath(path, member);
      if (member instanceof ClassTree nested && isVisible(nested.getModifiers(), ofInterface)) {
        checkType(memberPath, nested);
      } else if (member instanceof MethodTree method
          && isVisible(method.getModifiers(), ofInterface)
          && !isDocumentedElsewhere(method, components)) {
        require(memberPath, describe(type, method));
      }
    }
  }

  private static boolean isVisible(ModifiersTree modifiers, boolean ofInterface) {
    Set<Modifier> flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC)
        || flags.contains(Modifier.PROTECTED)
        || (ofInterface && !flags.contains(Modifier.PRIVATE));
  }

  /** The parser turns the components of a record into fields that are not static. */
  private static Set<String> componentNames(ClassTree type) {
    return type.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
        .map(field -> field.getName().toString())
        .collect(Collectors.toSet());
  }

  /** What overrides says what it does where it was declared; a component is told by its record. */
  private static boolean isDocumentedElsewhere(MethodTree method, Set<String> components) {
    boolean overrides =
        method.getModifiers().getAnnotations().stream()
            .anyMatch(
                annotation ->
                    Set.of("Override", "java.lang.Override")
                        .contains(annotation.getAnnotationType().toString()));
    boolean accessor =
        method.getParameters().isEmpty() && components.contains(method.getName().toString());
    return overrides || accessor;
  }

  private static String describe(ClassTree type, MethodTree method) {
    return method.getReturnType() == null
        ? "constructor of " + type.getSimpleName()
        : "method " + type.getSimpleName() + "." + method.getName();
  }

  private void require(TreePath path, String what) {
    DocCommentTree comment = docs.getDocCommentTree(path);
    if (comment == null || comment.getFullBody().isEmpty()) {
      CompilationUnitTree unit = path.getCompilationUnit();
      long position = docs.getSourcePositions().getStartPosition(unit, path.getLeaf());
      wrong.add(
          "%s:%d: %s has no doc comment: say what it is, how it differs from Python, and how it blocks and fails"
              .formatted(
                  project.relative(Path.of(unit.getSourceFile().toUri())),
                  unit.getLineMap().getLineNumber(position),
                  what));
    }
  }
}
