package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.objecthunter.exp4j.Expression;
import net.objecthunter.exp4j.ExpressionBuilder;
import net.objecthunter.exp4j.function.Function;
import net.objecthunter.exp4j.operator.Operator;

/**
 * An expression over numbers in the words of Python that GalSim's users write: {@code + - * / // % **}, comparisons, the
 * functions of math and numpy on one or two numbers, {@code pi}. It can do nothing but arithmetic. Immutable.
 */
final class Formula {

    private static final int LONGEST = 2000;
    private static final Pattern MODULE = Pattern.compile("\\b(?:math|numpy|np)\\.(?=[A-Za-z])");
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_.,+\\-*/%()<>=! \\t]");
    private static final Pattern WORD = Pattern.compile("(?<![A-Za-z0-9_.])[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z_)]\\w*\\.\\s*[A-Za-z_]");
    private static final Set<String> WORDS_OF_PYTHON = Set.of(
            "if", "else", "and", "or", "not", "lambda", "for", "in", "import", "galsim", "None", "True", "False");

    private static final Map<String, Function> FUNCTIONS = new TreeMap<>();
    private static final List<Operator> OPERATORS = List.of(
            operator("**", false, Operator.PRECEDENCE_POWER, Math::pow),
            operator("//", true, Operator.PRECEDENCE_DIVISION, (a, b) -> Math.floor(a / nonZero(b))),
            operator("%", true, Operator.PRECEDENCE_MODULO, (a, b) -> a - b * Math.floor(a / nonZero(b))),
            operator("<", true, 100, (a, b) -> a < b ? 1 : 0),
            operator("<=", true, 100, (a, b) -> a <= b ? 1 : 0),
            operator(">", true, 100, (a, b) -> a > b ? 1 : 0),
            operator(">=", true, 100, (a, b) -> a >= b ? 1 : 0),
            operator("==", true, 100, (a, b) -> a == b ? 1 : 0),
            operator("!=", true, 100, (a, b) -> a != b ? 1 : 0));

    static {
        for (String name : List.of(
                "abs", "ceil", "cos", "cosh", "exp", "expm1", "floor", "log", "log10", "log1p", "log2", "sin", "sinh",
                "sqrt", "tan", "tanh")) {
            FUNCTIONS.put(name, null);
        }
        one("acos", Math::acos);
        one("arccos", Math::acos);
        one("asin", Math::asin);
        one("arcsin", Math::asin);
        one("atan", Math::atan);
        one("arctan", Math::atan);
        one("fabs", Math::abs);
        one("degrees", Math::toDegrees);
        one("radians", Math::toRadians);
        one("deg2rad", Math::toRadians);
        one("rad2deg", Math::toDegrees);
        one("cbrt", Math::cbrt);
        one("square", x -> x * x);
        one("sign", Math::signum);
        one("round", Math::rint);
        one("int", x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        one("float", x -> x);
        one("gamma", org.apache.commons.math3.special.Gamma::gamma);
        one("erf", org.apache.commons.math3.special.Erf::erf);
        two("atan2", Math::atan2);
        two("arctan2", Math::atan2);
        two("hypot", Math::hypot);
        two("pow", Math::pow);
        two("power", Math::pow);
        two("min", Math::min);
        two("minimum", Math::min);
        two("max", Math::max);
        two("maximum", Math::max);
        two("fmod", (a, b) -> a % nonZero(b));
        FUNCTIONS.put("where", new Function("where", 3) {
            @Override
            public double apply(double... args) {
                return args[0] != 0 ? args[1] : args[2];
            }
        });
    }

    private final String text;
    private final List<String> variables;
    private final Expression expression;

    private Formula(String text, List<String> variables, Expression expression) {
        this.text = text;
        this.variables = variables;
        this.expression = expression;
    }

    /** The functions that a formula may use. */
    static Set<String> functions() {
        return FUNCTIONS.keySet();
    }

    /**
     * Reads an expression.
     *
     * @param text in Python's words
     * @param names that may stand in it
     * @throws IllegalArgumentException where it is not an expression over numbers
     */
    static Formula parse(String text, Set<String> names) {
        String plain = MODULE.matcher(text.strip()).replaceAll("");
        if (plain.isEmpty() || plain.length() > LONGEST) {
            throw new IllegalArgumentException("an expression has 1 to " + LONGEST + " characters");
        }
        Matcher forbidden = FORBIDDEN.matcher(plain);
        if (forbidden.find()) {
            throw new IllegalArgumentException("'" + forbidden.group() + "' has no place in '" + text
                    + "': an expression holds numbers, + - * / // % **, comparisons and functions"
                    + (forbidden.group().equals("^") ? "; a power is **" : ""));
        }
        Matcher attribute = ATTRIBUTE.matcher(plain);
        if (attribute.find()) {
            throw new IllegalArgumentException("'" + attribute.group() + "...' in '" + text
                    + "': an expression is over numbers, which have no attributes");
        }
        Set<String> used = new LinkedHashSet<>();
        Matcher words = WORD.matcher(plain);
        while (words.find()) {
            String word = words.group();
            boolean call = plain.substring(words.end()).stripLeading().startsWith("(");
            if (!(call ? FUNCTIONS.containsKey(word) : names.contains(word) || word.matches("pi|e"))) {
                throw new IllegalArgumentException(unknown(text, word, call, names));
            }
            if (!call && names.contains(word)) {
                used.add(word);
            }
        }
        return build(text, plain, new ArrayList<>(used));
    }

    private static String unknown(String text, String word, boolean call, Set<String> names) {
        if (WORDS_OF_PYTHON.contains(word)) {
            return "'" + word + "' in '" + text + "' is Python beyond arithmetic, which is not run"
                    + (word.equals("if") || word.equals("else") ? "; write where(condition, a, b)" : "");
        }
        return call
                ? "unknown function '" + word + "' in '" + text + "' (supported: " + String.join(", ", functions())
                        + ")"
                : "unknown name '" + word + "' in '" + text + "' (known: pi, e"
                        + (names.isEmpty() ? "" : ", " + String.join(", ", names)) + ")";
    }

    private static Formula build(String text, String plain, List<String> used) {
        try {
            ExpressionBuilder builder = new ExpressionBuilder(plain.replaceAll("\\s+", " "))
                    .implicitMultiplication(false)
                    .operator(OPERATORS)
                    .variables(Set.copyOf(used));
            FUNCTIONS.values().stream().filter(f -> f != null).forEach(builder::function);
            Expression expression = builder.build();
            if (!expression.validate(false).isValid()) {
                throw new IllegalArgumentException(
                        expression.validate(false).getErrors().get(0));
            }
            return new Formula(text, List.copyOf(used), expression);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an expression: "
                            + (e.getMessage() == null ? "it is incomplete" : e.getMessage()),
                    e);
        }
    }

    /** The names that stand in it, in the order of {@link #value}'s numbers. */
    List<String> variables() {
        return variables;
    }

    /**
     * Its value.
     *
     * @param values of {@link #variables}
     * @throws IllegalArgumentException where it is not a finite number
     */
    double value(double... values) {
        Expression own = new Expression(expression);
        for (int i = 0; i < values.length; i++) {
            own.setVariable(variables.get(i), values[i]);
        }
        double value;
        try {
            value = own.evaluate();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' divides by zero", e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'" + text + "' is not an expression: " + e.getMessage(), e);
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("'" + text + "' gives " + value + ", which is no finite number");
        }
        return value;
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw new ArithmeticException("division by zero");
        }
        return divisor;
    }

    private static void one(String name, java.util.function.DoubleUnaryOperator f) {
        FUNCTIONS.put(name, new Function(name, 1) {
            @Override
            public double apply(double... args) {
                return f.applyAsDouble(args[0]);
            }
        });
    }

    private static void two(String name, java.util.function.DoubleBinaryOperator f) {
        FUNCTIONS.put(name, new Function(name, 2) {
            @Override
            public double apply(double... args) {
                return f.applyAsDouble(args[0], args[1]);
            }
        });
    }

    private static Operator operator(
            String symbol, boolean left, int precedence, java.util.function.DoubleBinaryOperator f) {
        return new Operator(symbol, 2, left, precedence) {
            @Override
            public double apply(double... args) {
                return f.applyAsDouble(args[0], args[1]);
            }
        };
    }
}
