-- expect: ok score=1
-- Honest classes work.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local C = {}
    C.__index = C
    C.__eq = function(x, y) return x.n == y.n end
    C.__lt = function(x, y) return x.n < y.n end
    C.__add = function(x, y) return setmetatable({ n = x.n + y.n }, C) end
    C.__call = function(x, k) return x.n * k end
    C.__len = function(x) return x.n end
    C.twice = function(x) return x.n * 2 end
    local x, y = setmetatable({ n = 2 }, C), setmetatable({ n = 3 }, C)
    return parts { a = { x < y and x ~= y and (x + y).n == 5 and x(4) == 8 and #y == 3 and y:twice() == 6 } }
  end,
}
