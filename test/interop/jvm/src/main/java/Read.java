import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** Reads an experiment's tables with parquet-java and writes rows, types, nulls and sums. */
public final class Read {
  static final class Column {
    final String name;
    final String type;
    long nulls;
    double sum;

    Column(String name, String type) {
      this.name = name;
      this.type = type;
    }
  }

  static final class Table {
    long rows;
    final List<Column> columns = new ArrayList<>();
  }

  public static void main(String[] args) throws IOException {
    Map<String, Table> out = new TreeMap<>();
    for (String kind : new String[] {"tables", "summary"}) {
      Path root = Path.of(args[0], kind);
      if (!Files.isDirectory(root)) {
        continue;
      }
      try (Stream<Path> parts = Files.walk(root)) {
        for (Path part : parts.filter(p -> p.toString().endsWith(".parquet")).sorted().toList()) {
          String name = kind + "/" + part.getParent().getFileName();
          read(part, out.computeIfAbsent(name, n -> new Table()));
        }
      }
    }
    Files.writeString(Path.of(args[1]), json(out));
  }

  static void read(Path part, Table t) throws IOException {
    ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(part), options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      if (t.columns.isEmpty()) {
        for (int i = 0; i < schema.getFieldCount(); i++) {
          t.columns.add(new Column(schema.getFieldName(i), typeName(schema.getType(i).asPrimitiveType())));
        }
      }
      MessageColumnIO io = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
        RecordReader<Group> rows = io.getRecordReader(group, new GroupRecordConverter(schema));
        for (long n = group.getRowCount(); n > 0; n--) {
          add(t, rows.read());
        }
      }
    }
  }

  static void add(Table t, Group row) {
    t.rows++;
    for (int i = 0; i < t.columns.size(); i++) {
      Column c = t.columns.get(i);
      if (row.getFieldRepetitionCount(i) == 0) {
        c.nulls++;
        continue;
      }
      c.sum += switch (c.type) {
        case "DOUBLE" -> row.getDouble(i, 0);
        case "INT32", "DATE" -> row.getInteger(i, 0);
        case "INT64" -> row.getLong(i, 0);
        case "BOOLEAN" -> row.getBoolean(i, 0) ? 1 : 0;
        case "STRING" -> row.getBinary(i, 0).length();
        default -> throw new IllegalStateException(c.name + " is " + c.type);
      };
    }
  }

  static String typeName(PrimitiveType t) {
    LogicalTypeAnnotation a = t.getLogicalTypeAnnotation();
    if (a instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation n && n.isSigned()) {
      return "INT" + n.getBitWidth();
    }
    return a == null ? t.getPrimitiveTypeName().name() : a.toString().toUpperCase(Locale.ROOT);
  }

  static String json(Map<String, Table> tables) {
    StringBuilder b = new StringBuilder("{");
    tables.forEach((name, t) -> {
      b.append(b.length() > 1 ? "," : "").append('"').append(name).append("\":{\"rows\":").append(t.rows).append(",\"columns\":[");
      for (int i = 0; i < t.columns.size(); i++) {
        Column c = t.columns.get(i);
        b.append(i > 0 ? "," : "").append("{\"name\":\"").append(c.name).append("\",\"type\":\"").append(c.type)
            .append("\",\"nulls\":").append(c.nulls).append(",\"sum\":").append(c.sum).append('}');
      }
      b.append("]}");
    });
    return b.append('}').toString();
  }
}
