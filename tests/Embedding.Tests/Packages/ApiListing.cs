using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ButterE.Embedding.Tests.Packages;

/// <summary>The public surface of an assembly as text, one line a member, in a fixed order.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type, withNamespace: true)).Append(Bases(type)).Append('\n');
            foreach (var member in Members(type).Distinct().Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (type.GetMethod("<Clone>$") is null ? "class" : "record");

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Where(one => one.IsPublic || one.IsNestedPublic).Select(one => Name(one))
            .Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases.Insert(0, Name(parent));
        return bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases);
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}");
        }

        return type.GetFields(Declared).Where(field => IsVisible(field.Attributes & FieldAttributes.FieldAccessMask)).Select(Field)
            .Concat(type.GetConstructors(Declared).Where(IsVisible).Select(made => $"new({Parameters(made)})"))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible)).Select(Property))
            // Accessors stand with their properties; what the compiler makes for a record is said by the word record.
            .Concat(type.GetMethods(Declared).Where(method => IsVisible(method)
                && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
                && !method.IsDefined(typeof(CompilerGeneratedAttribute))).Select(Method));
    }

    private static string Field(FieldInfo field) =>
        field.IsLiteral ? $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}"
            : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        var accessor = property.GetAccessors(true).First(IsVisible);
        var set = property.SetMethod is { } setter && IsVisible(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;"
            : "";
        var index = property.GetIndexParameters() is { Length: > 0 } keys
            ? $"[{string.Join(", ", keys.Select(key => Name(key.ParameterType)))}]"
            : "";
        var get = property.CanRead ? " get;" : "";
        return $"{(accessor.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name}{index} {{{get}{set} }}";
    }

    private static string Method(MethodInfo method) =>
        $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}"
        + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "")
        + $"({Parameters(method)})";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "null"}" : "")));

    private static string Name(Type type, bool withNamespace = false)
    {
        if (type.IsByRef || type.IsPointer || type.IsArray)
            return Name(type.GetElementType()!) + (type.IsByRef ? "" : type.IsPointer ? "*" : "[]");
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (type.IsGenericType)
            name = $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(argument => Name(argument)))}>";
        return withNamespace ? $"{type.Namespace}.{name}" : name;
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldAttributes access) =>
        access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;
}
