package dev.ropewalk.examples.project;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a Java file may be. */
final class SizeRules {

  static final int MAIN_LINES = 800;
  static final int TEST_LINES = 600;

  private SizeRules() {}

  static List<String> check(Project project) {
    List<String> wrong = new ArrayList<>();
    for (Project.Module module : project.modules()) {
      check(project, module.mainSources(), MAIN_LINES, wrong);
      check(project, module.testSources(), TEST_LINES, wrong);
      check(project, module.jcstressSources(), TEST_LINES, wrong);
    }
    return wrong;
  }

  private static void check(Project project, Path folder, int limit, List<String> wrong) {
    for (Path file : Project.files(folder, ".java")) {
      long lines = Project.read(file).lines().count();
      if (lines > limit) {
        wrong.add(
            "%s has %d lines, the limit is %d: split it by concept"
                .formatted(project.relative(file), lines, limit));
      }
    }
  }
}
