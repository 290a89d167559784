//! Matrices of nalgebra in and out.

use super::Matrix;

impl From<&nalgebra::DMatrix<f64>> for Matrix {
    fn from(matrix: &nalgebra::DMatrix<f64>) -> Self {
        Matrix {
            values: matrix.as_slice().to_vec().into(),
            rows: matrix.nrows(),
            columns: matrix.ncols(),
        }
    }
}

impl From<nalgebra::DMatrix<f64>> for Matrix {
    fn from(matrix: nalgebra::DMatrix<f64>) -> Self {
        let (rows, columns) = matrix.shape();
        Matrix { values: Vec::from(matrix.data).into(), rows, columns }
    }
}

impl From<&Matrix> for nalgebra::DMatrix<f64> {
    fn from(matrix: &Matrix) -> Self {
        nalgebra::DMatrix::from_column_slice(matrix.rows, matrix.columns, &matrix.values)
    }
}

impl From<Matrix> for nalgebra::DMatrix<f64> {
    fn from(matrix: Matrix) -> Self {
        nalgebra::DMatrix::from_vec(matrix.rows, matrix.columns, matrix.values.into_vec())
    }
}
